"""Scores as tables and texts with their events, for people to read."""
