using System.Collections;
using System.Data.Common;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>The answer to a write as Orleans' storage reads it: a row with the new version, or none.</summary>
internal sealed class WrittenVersion(int? version) : DbDataReader
{
    private const string Column = "NewGrainStateVersion";

    private bool _isRead;

    public override int Depth => 0;

    public override int FieldCount => 1;

    public override bool HasRows => version is not null;

    public override bool IsClosed => false;

    public override int RecordsAffected => HasRows ? 1 : 0;

    public override object this[int ordinal] => GetInt32(ordinal);

    public override object this[string name] => GetInt32(GetOrdinal(name));

    public override bool Read() => HasRows && !_isRead && (_isRead = true);

    public override bool NextResult() => false;

    public override int GetOrdinal(string name) =>
        string.Equals(name, Column, StringComparison.OrdinalIgnoreCase) ? 0 : throw new ArgumentException($"There is no column {name}.", nameof(name));

    public override string GetName(int ordinal) => Column;

    public override Type GetFieldType(int ordinal) => typeof(int);

    public override string GetDataTypeName(int ordinal) => "integer";

    public override bool IsDBNull(int ordinal) => false;

    public override int GetInt32(int ordinal) => version!.Value;

    public override long GetInt64(int ordinal) => version!.Value;

    public override object GetValue(int ordinal) => version!.Value;

    public override int GetValues(object[] values)
    {
        values[0] = version!.Value;
        return 1;
    }

    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    public override bool GetBoolean(int ordinal) => throw new InvalidCastException();

    public override byte GetByte(int ordinal) => throw new InvalidCastException();

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => throw new InvalidCastException();

    public override char GetChar(int ordinal) => throw new InvalidCastException();

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => throw new InvalidCastException();

    public override DateTime GetDateTime(int ordinal) => throw new InvalidCastException();

    public override decimal GetDecimal(int ordinal) => throw new InvalidCastException();

    public override double GetDouble(int ordinal) => throw new InvalidCastException();

    public override float GetFloat(int ordinal) => throw new InvalidCastException();

    public override Guid GetGuid(int ordinal) => throw new InvalidCastException();

    public override short GetInt16(int ordinal) => throw new InvalidCastException();

    public override string GetString(int ordinal) => throw new InvalidCastException();
}
