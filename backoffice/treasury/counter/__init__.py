"""The counter: taking sums, closing days, paying in, handing over, and who looked at what."""
