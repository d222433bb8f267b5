"""The guides of orientation, and letters explained."""
