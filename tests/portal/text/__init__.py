"""Tests of portal.text."""
