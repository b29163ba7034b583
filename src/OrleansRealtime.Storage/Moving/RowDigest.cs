using System.Security.Cryptography;
using System.Text;

namespace OrleansRealtime.Storage.Moving;

/// <summary>Rows, in their order, as one number.</summary>
internal sealed class RowDigest
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public string Value => Convert.ToHexString(_hash.GetCurrentHash());

    public void Add(string?[] row)
    {
        foreach (var value in row)
        {
            // Its length first, so that no two rows are the same bytes.
            var bytes = value is null ? [] : Encoding.UTF8.GetBytes(value);
            _hash.AppendData(BitConverter.GetBytes(value is null ? -1 : bytes.Length));
            _hash.AppendData(bytes);
        }
    }
}
