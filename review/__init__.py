"""The web pages where leads are read and decided: server-rendered, no build step, no other host."""
