"""What can be proved: captures under their digest, run manifests that name their predecessor."""
