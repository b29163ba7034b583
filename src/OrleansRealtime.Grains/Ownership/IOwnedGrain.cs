namespace OrleansRealtime.Grains.Ownership;

/// <summary>Marks a grain of which there must never be two that answer: it owns a state, or a list of who is there.</summary>
internal interface IOwnedGrain;
