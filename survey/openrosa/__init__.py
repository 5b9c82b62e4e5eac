"""Addresses for other clients (ODK Collect, Enketo), outside of ``/survey/``."""
