"""The commands of `laurelwire`, a room each; flows/cli.py says which is where."""
