"""Providers of online payment, each behind the contract of base.py."""
