"""An embedded AWS with a seeded fleet that repeats the incident."""
