SELECT issuedBy AS body, count(*) AS certificates
FROM Certificate
WHERE issuedBy IS NOT NULL
GROUP BY body
ORDER BY certificates DESC, lexical(body)
LIMIT 10
