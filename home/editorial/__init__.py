"""What keeps public pages true: who writes, who decides, when they are read again."""
