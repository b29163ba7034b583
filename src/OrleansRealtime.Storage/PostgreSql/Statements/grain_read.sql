-- The provider takes the payload as bytes and would refuse text. A cleared state has a version and no payload.
SELECT convert_to(Payload, 'UTF8') AS PayloadBinary, Version AS Version
FROM GrainState
WHERE ServiceId = @ServiceId AND StateName = @GrainTypeString AND GrainKey = @GrainIdExtensionString;
