"""The course as a web site: pages to read, and notebooks that run in the reader's own browser."""
