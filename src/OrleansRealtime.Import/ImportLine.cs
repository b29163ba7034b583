using System.Security.Cryptography;

namespace OrleansRealtime.Import;

/// <summary>A line of the file, and what it asks for.</summary>
/// <param name="Number">From 1.</param>
internal sealed record ImportLine(long Number, byte[] Bytes, ImportedEntity Entity)
{
    /// <summary>The same whenever the same line is imported: what is sent under it takes effect once, however often the import is begun.</summary>
    public string Key(string part) => $"import-{Convert.ToHexStringLower(SHA256.HashData(Bytes))}-{part}";
}
