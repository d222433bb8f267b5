"""Tests of portal.directory."""
