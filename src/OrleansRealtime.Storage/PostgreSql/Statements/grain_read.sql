-- Reading is claiming (Schema/009). A cleared state has a version and no payload.
SELECT PayloadBinary, Version
FROM grain_claim(@ServiceId, @GrainTypeString, @GrainIdExtensionString);
