SELECT issuedBy AS body,
  count(*) FILTER (underScheme = $scheme) AS certificates,
  count(*) FILTER (underScheme = $other) AS others
FROM Certificate
WHERE underScheme IN ($scheme, $other) AND issuedBy IS NOT NULL
GROUP BY body
HAVING count(*) FILTER (underScheme = $scheme) > 0 AND count(*) FILTER (underScheme = $other) > 0
ORDER BY lexical(body)
