"""The commands of `laurelwire`, a room each; cli.py says which is where."""
