"""What corrections teach: a made-up company whose rules differ from those of our tickets."""
