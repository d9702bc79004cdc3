"""An archive of seen listings to be measured with, and the plain way beside it."""
