"""The internship's part of the played city: see :func:`internships.demo.season.play`."""

from internships.demo.season import Cast, Made, play

__all__ = ["Cast", "Made", "play"]
