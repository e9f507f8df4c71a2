# Every target asks the bootstrap to bring .venv up to date and hands over to it.
# Only relative paths: a checkout may lie under a path with spaces and Cyrillic letters.
PYTHON ?= python3

# The command as it was typed: make itself would turn $HOME into OME.
export STACK_COMMAND = $(value CMD)

.DEFAULT_GOAL := help
.PHONY: help run test quick exec bench pictures format lock

help run test quick exec bench pictures format lock:
	@"$(PYTHON)" -m stack.bootstrap $@
