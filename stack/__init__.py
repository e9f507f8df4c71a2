"""The launcher: one command runs the whole product on a machine that has Python and make only.

`bootstrap` runs on any Python before the install and makes `.venv`; everything else runs inside it.
Nothing of the product imports this package.
"""
