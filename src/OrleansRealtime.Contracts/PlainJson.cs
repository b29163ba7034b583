using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrleansRealtime.Contracts;

/// <summary>JSON whose text stays text: nothing is escaped but what JSON must. It is never part of a page, where more would have to be.</summary>
public static class PlainJson
{
    public static readonly JavaScriptEncoder Encoder = new PlainJsonEncoder();

    public static readonly JsonSerializerOptions Options = new() { Encoder = Encoder };
}
