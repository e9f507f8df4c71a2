"""A local VK for development, tests and benchmarks, and an invented region to fill it.

Nothing here is real: every institution, person, address and number is made up. The package imports nothing of the
project, and nothing of the project but its tests imports it.
"""
