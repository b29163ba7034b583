UPDATE Lineage
SET Token = @Token
WHERE ServiceId = @ServiceId AND @ClusterId IS NOT NULL -- which has one member here
RETURNING Token;
