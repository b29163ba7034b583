namespace OrleansRealtime.Grains.Inbox;

/// <summary>How often somebody said that the user's access changed: what was asked about access before the last time may no longer hold.</summary>
internal sealed class AccessChanges
{
    public int Count { get; private set; }

    public void Add() => Count++;
}
