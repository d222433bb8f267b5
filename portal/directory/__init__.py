"""Who does what: organisations, services, communes, hours, memberships and channels."""
