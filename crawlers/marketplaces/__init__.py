"""Single marketplaces. One file each, holding one named class that builds on a platform."""
