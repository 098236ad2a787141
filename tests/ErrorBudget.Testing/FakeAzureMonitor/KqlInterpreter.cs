using System.Globalization;

namespace ErrorBudget.Testing;

/// <summary>
/// As much of the Kusto Query Language as counting needs: <c>where</c> and <c>summarize … by … = bin(…)</c> with sum, sumif,
/// countif and count over AppRequests; comparisons with null are not true. Anything else is a syntax error.
/// </summary>
internal sealed class KqlInterpreter(string kql)
{
    private readonly KqlTokens _tokens = new(kql);

    private delegate object? Scalar(IReadOnlyDictionary<string, object?> row);

    private delegate object? Aggregate(IReadOnlyCollection<IReadOnlyDictionary<string, object?>> rows);

    /// <summary>Runs the query.</summary>
    /// <returns>The columns with their types, and the rows.</returns>
    public (IReadOnlyList<(string Name, string Type)> Columns, IReadOnlyList<object?[]> Rows) Run(IEnumerable<AppRequest> table)
    {
        if (_tokens.Take() != "AppRequests") throw new KqlSyntaxException("Failed to resolve table");
        var rows = table.Select(Row).ToList();
        var columns = rows.Count == 0 ? [] : rows[0].Keys.ToList();
        while (_tokens.TakeIf("|"))
        {
            switch (_tokens.Take())
            {
                case "where":
                    var condition = Condition();
                    rows = [.. rows.Where(row => condition(row) is true)];
                    break;
                case "summarize":
                    (columns, rows) = Summarize(rows);
                    break;
                case var other:
                    throw new KqlSyntaxException($"unknown operator '{other}'");
            }
        }

        if (!_tokens.AtEnd) throw new KqlSyntaxException($"'{_tokens.Peek}' is not expected");
        return (
            [.. columns.Select(column => (column, rows.FirstOrDefault()?.GetValueOrDefault(column) is DateTimeOffset ? "datetime" : "long"))],
            [.. rows.Select(row => columns.Select(column => row[column]).ToArray())]);
    }

    private static Dictionary<string, object?> Row(AppRequest request) => new()
    {
        ["TimeGenerated"] = request.TimeGenerated,
        ["AppRoleName"] = request.AppRoleName,
        ["OperationName"] = request.OperationName,
        ["Success"] = request.Success,
        ["DurationMs"] = request.DurationMs,
        ["ItemCount"] = (double)request.ItemCount,
    };

    private (List<string> Columns, List<Dictionary<string, object?>> Rows) Summarize(List<Dictionary<string, object?>> rows)
    {
        var aggregates = new List<(string Name, Aggregate Value)>();
        do
        {
            var name = _tokens.Take();
            _tokens.Expect("=");
            aggregates.Add((name, Aggregation()));
        }
        while (_tokens.TakeIf(","));
        _tokens.Expect("by");
        var key = _tokens.Take();
        _tokens.Expect("=");
        var bucket = Value();
        return (
            [key, .. aggregates.Select(aggregate => aggregate.Name)],
            [.. rows.GroupBy(row => bucket(row)).Select(group => new Dictionary<string, object?>(
                [new(key, group.Key), .. aggregates.Select(aggregate => KeyValuePair.Create(aggregate.Name, aggregate.Value([.. group])))]))]);
    }

    private Aggregate Aggregation()
    {
        var function = _tokens.Take();
        _tokens.Expect("(");
        switch (function)
        {
            case "sum":
                var sum = Value();
                _tokens.Expect(")");
                return rows => rows.Sum(row => (double)sum(row)!);
            case "sumif":
                var value = Value();
                _tokens.Expect(",");
                var condition = Condition();
                _tokens.Expect(")");
                return rows => rows.Where(row => condition(row) is true).Sum(row => (double)value(row)!);
            case "countif":
                var counted = Condition();
                _tokens.Expect(")");
                return rows => (double)rows.Count(row => counted(row) is true);
            case "count":
                _tokens.Expect(")");
                return rows => (double)rows.Count;
            default:
                throw new KqlSyntaxException($"unknown aggregation '{function}'");
        }
    }

    private Scalar Condition()
    {
        var left = Comparison();
        while (_tokens.TakeIf("and"))
        {
            var (one, other) = (left, Comparison());
            left = row => one(row) is true && other(row) is true;
        }

        return left;
    }

    private Scalar Comparison()
    {
        var left = Value();
        var sign = _tokens.Take();
        if (sign == "in")
        {
            _tokens.Expect("(");
            var values = new List<Scalar>();
            do values.Add(Value());
            while (_tokens.TakeIf(","));
            _tokens.Expect(")");
            return row => values.Any(value => Equals(value(row), left(row)));
        }

        var right = Value();
        return row => (left(row), right(row)) is ({ } one, { } other) && Compare(one, other, sign);
    }

    private static bool Compare(object one, object other, string sign) => sign switch
    {
        "==" => Equals(one, other),
        "<=" => Comparer<object>.Default.Compare(one, other) <= 0,
        ">=" => Comparer<object>.Default.Compare(one, other) >= 0,
        "<" => Comparer<object>.Default.Compare(one, other) < 0,
        ">" => Comparer<object>.Default.Compare(one, other) > 0,
        _ => throw new KqlSyntaxException($"unknown comparison '{sign}'"),
    };

    private Scalar Value()
    {
        var token = _tokens.Take();
        if (token.StartsWith('"')) return _ => token[1..];
        if (token is "true" or "false") return _ => token == "true";
        if (double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return _ => number;
        if (token == "datetime")
        {
            _tokens.Expect("(");
            var instant = DateTimeOffset.Parse(_tokens.Take(), CultureInfo.InvariantCulture);
            _tokens.Expect(")");
            return _ => instant;
        }

        if (token == "bin")
        {
            _tokens.Expect("(");
            var value = Value();
            _tokens.Expect(",");
            var width = _tokens.Take() switch { "1m" => TimeSpan.FromMinutes(1), "1h" => TimeSpan.FromHours(1), var other => throw new KqlSyntaxException($"unknown time span '{other}'") };
            _tokens.Expect(")");
            return row => value(row) is DateTimeOffset at ? at.AddTicks(-(at.Ticks % width.Ticks)) : null;
        }

        if (!char.IsLetter(token[0])) throw new KqlSyntaxException($"'{token}' is no value");
        return row => row.TryGetValue(token, out var cell) ? cell : throw new KqlSyntaxException($"unknown column '{token}'");
    }
}
