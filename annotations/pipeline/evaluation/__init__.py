"""How good a pipeline is, measured on readings that people decided: pure, and with nothing of spaCy in it."""
