from files.actions.storing import note_reading, remove, store

__all__ = ["note_reading", "remove", "store"]
