SELECT s AS enterprise, prefLabel AS name
FROM Enterprise
WHERE contains(lower(lexical(prefLabel)), lower(lexical($text)))
ORDER BY lexical(prefLabel), lexical(s)
LIMIT 100
