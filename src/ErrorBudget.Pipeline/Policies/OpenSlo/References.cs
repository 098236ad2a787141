using System.Collections.Immutable;
using ErrorBudget.Pipeline.Policies.Reading;
using ErrorBudget.Pipeline.Policies.Yaml;

namespace ErrorBudget.Pipeline.Policies.OpenSlo;

/// <summary>Documents of one kind, which others refer to by name or hold inline. All are read, used or not: what is wrong is refused.</summary>
internal sealed class References<T>
    where T : class
{
    private readonly string _kind;
    private readonly Section? _reference;
    private readonly Func<OpenSloDocument, T?> _read;
    private readonly Declarations<T> _declared;
    private readonly bool _areComplete;

    /// <summary>Reads all documents of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="reference">The section with the one key that names a document of this kind; null if there is none.</param>
    /// <param name="files">The files.</param>
    /// <param name="read">Reads a document; null if it is refused.</param>
    public References(string kind, Section? reference, ImmutableArray<FileDraft> files, Func<OpenSloDocument, T?> read)
    {
        (_kind, _reference, _read) = (kind, reference, read);
        _declared = new Declarations<T>(kind, files, file => file.OpenSlo.Where(document => document.Kind == kind).Select(document => (document.Name, read(document))));
        _areComplete = files.All(file => file.Version.Length > 0);
    }

    /// <summary>The document that is named; null if it is not declared, which is refused, or was refused itself.</summary>
    public T? Named(FileReading file, YamlNode at, string label)
    {
        if (file.Scalars.AnyText(at, label, maximumLength: 200) is not { } name) return null;
        if (_areComplete) _declared.RefuseUnknown(file.Problems, at, name);
        return _declared.Find(name);
    }

    /// <summary>What the document of a name declares; null if there is none or it was refused.</summary>
    public T? Find(string name) => _declared.Find(name);

    /// <summary>The document that stands inline; null if it is refused.</summary>
    public T? Inline(FileReading file, YamlNode node, string label)
    {
        if (OpenSloDocument.Read(file, node, label, isInline: true) is not { } document) return null;
        if (document.Kind is null || document.Kind == _kind) return _read(document);
        file.Problems.Add(node, $"\"{label}\" must hold documents of the kind {_kind}, found {document.Kind}");
        return null;
    }

    /// <summary>The document that a list's item names (as a text, or with the key of references) or holds inline.</summary>
    public T? Item(FileReading file, YamlNode item, string label)
    {
        if (item is YamlScalar) return Named(file, item, label);
        if (_reference is null || item is not YamlMap map || !map.Entries.Any(entry => entry.Key.Text == _reference.Keys[0])) return Inline(file, item, label);
        return file.Fields(item, label, _reference)?.Node(_reference.Keys[0]) is { } name ? Named(file, name, _reference.Keys[0]) : null;
    }
}
