"""Tests of portal.demandes."""
