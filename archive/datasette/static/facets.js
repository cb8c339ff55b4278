// Datasette's table.js reads this; its own page sets it in an inline script, which the CSP forbids.
DATASETTE_ALLOW_FACET = true;
