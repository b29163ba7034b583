namespace OrleansRealtime.Client.Inbox;

/// <summary>Why an inbox is worth a look.</summary>
/// <param name="IsConnected">Whether anything would be heard of it.</param>
/// <param name="Version">The badge's, which a reading is to have reached.</param>
internal sealed record BellSignal(bool IsConnected, long Version);
