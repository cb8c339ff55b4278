"""How the weights and the gazetteer are made. Runs on request only; needs the extra ``train``."""
