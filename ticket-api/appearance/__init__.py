"""The name and the colour of the installation, which an admin chooses."""
