import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;

/**
 * Answers the benchmark's questions with Lucene's analyzer for a language and its default BM25.
 *
 * Arguments: language, file of articles, file of questions (each line: id, tab, text), how many
 * hits are shown, and how many are needed in a second pass (0 for none). Prints lines of fields
 * separated by tabs: "best", question, nanoseconds, ids; then "deep", question, 0, ids.
 */
public final class LuceneSearch {
    private final Analyzer analyzer;
    private final IndexSearcher searcher;

    private LuceneSearch(Analyzer analyzer, List<String[]> articles) throws IOException {
        this.analyzer = analyzer;
        Directory directory = new ByteBuffersDirectory();
        try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
            for (String[] article : articles) {
                Document document = new Document();
                document.add(new StoredField("id", article[0]));
                document.add(new TextField("body", article[1], Field.Store.NO));
                writer.addDocument(document);
            }
            writer.forceMerge(1);
        }
        this.searcher = new IndexSearcher(DirectoryReader.open(directory));
    }

    public static void main(String[] arguments) throws IOException {
        Analyzer analyzer =
            arguments[0].equals("german") ? new GermanAnalyzer() : new EnglishAnalyzer();
        LuceneSearch engine = new LuceneSearch(analyzer, rows(Paths.get(arguments[1])));
        List<String[]> questions = rows(Paths.get(arguments[2]));
        int shown = Integer.parseInt(arguments[3]);
        int deep = Integer.parseInt(arguments[4]);
        PrintStream output = new PrintStream(System.out, false, "UTF-8");
        // A warm-up, as for the other engines.
        for (String[] question : questions) {
            engine.search(question[1], shown);
        }
        for (String[] question : questions) {
            long began = System.nanoTime();
            List<String> found = engine.search(question[1], shown);
            print(output, "best", question[0], System.nanoTime() - began, found);
        }
        if (deep > 0) {
            for (String[] question : questions) {
                print(output, "deep", question[0], 0, engine.search(question[1], deep));
            }
        }
        output.flush();
    }

    private List<String> search(String text, int limit) throws IOException {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        try (TokenStream tokens = analyzer.tokenStream("body", text)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                query.add(new TermQuery(new Term("body", term.toString())),
                          BooleanClause.Occur.SHOULD);
            }
            tokens.end();
        }
        List<String> ids = new ArrayList<>();
        for (ScoreDoc hit : searcher.search(query.build(), limit).scoreDocs) {
            ids.add(searcher.doc(hit.doc).get("id"));
        }
        return ids;
    }

    private static List<String[]> rows(Path path) throws IOException {
        List<String[]> rows = new ArrayList<>();
        for (String line : Files.readAllLines(path, StandardCharsets.UTF_8)) {
            rows.add(line.split("\t", 2));
        }
        return rows;
    }

    private static void print(
            PrintStream output, String kind, String question, long nanoseconds, List<String> ids) {
        String fields = kind + "\t" + question + "\t" + nanoseconds;
        output.print(ids.isEmpty() ? fields : fields + "\t" + String.join("\t", ids));
        output.print('\n');
    }
}
