"""A sample network on loopback: two outlets with pages of our own, and the demonstration that crawls them.

Places are real; the events and the people in them are invented.
"""
