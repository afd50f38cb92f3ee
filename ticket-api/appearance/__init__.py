"""The name, the colour and the mark of the installation, which an admin chooses."""
