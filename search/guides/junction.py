"""The channels advised and the words of danger, once the apps that compute them are there."""

try:
    from search.advice.advising import advise
    from search.danger import emergencies
except ModuleNotFoundError:  # they land apart

    def advise(need):  # type: ignore[no-untyped-def]  # stands in until it lands
        return []

    def emergencies(text):  # type: ignore[no-untyped-def]  # stands in until it lands
        return ()


__all__ = ["advise", "emergencies"]
