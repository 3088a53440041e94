"""Lists of works: where entries begin, how they are laid out, what each cites."""
