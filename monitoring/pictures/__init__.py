"""Covers and avatars as pictures: fetched once, measured, shown to a person, and what the person said of them.

``looking`` fetches, ``pixelation`` measures, ``files`` keeps, ``marking`` writes down a person's judgement.
"""
