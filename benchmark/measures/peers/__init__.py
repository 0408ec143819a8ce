"""Other scorers, one a module: what each prints, quirks included. `PRESET` is what `--like` finds."""
