"""`python -m driftaudit` and the `driftaudit` command."""

from driftaudit.cli.main import main

if __name__ == "__main__":
    main()
