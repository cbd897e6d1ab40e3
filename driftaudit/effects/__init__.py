"""What differences do, over a whole role or a whole cluster: permissions, access, identities.

A difference of one path tells what is written elsewhere; its effect depends on what else is
written. The modules here look at both sides as wholes. Pure.
"""
