"""The State's sheets ("Vos droits et démarches", DILA): imported, kept, shown."""
