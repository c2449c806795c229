"""What ``manage.py bench`` measures, and on what; see docs/benchmarks.md."""
