namespace OrleansRealtime.Client.Entities;

/// <summary>What a frame does to what is known.</summary>
internal enum Reduction
{
    /// <summary>More is known now.</summary>
    Applied,

    /// <summary>It was known before.</summary>
    Dropped,

    /// <summary>It does not chain onto what is known: the server is asked for the whole state, and nothing is guessed.</summary>
    Gap,
}
