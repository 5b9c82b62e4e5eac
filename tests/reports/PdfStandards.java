import java.io.FileInputStream;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.validation.profiles.Profiles;

/** Asks veraPDF whether files keep to a standard: {@code PdfStandards ua1|3a FILE…}; one line a broken rule, exit 1. */
public class PdfStandards {
    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        String flavour = arguments[0];
        String rules = flavour.startsWith("ua") ? "PDFUA-1" : "PDFA-" + flavour.toUpperCase();
        Set<String> broken = new TreeSet<>();
        for (int i = 1; i < arguments.length; i++) {
            var foundry = Foundries.defaultInstance();
            try (InputStream listed = PdfStandards.class.getResourceAsStream(
                        "/org/verapdf/pdfa/validation/" + rules + ".xml");
                    var file = new FileInputStream(arguments[i]);
                    var parser = foundry.createParser(file, PDFAFlavour.byFlavourId(flavour))) {
                var judge = foundry.createValidator(Profiles.profileFromXml(listed), 1000, false, false, false);
                for (TestAssertion found : judge.validate(parser).getTestAssertions()) {
                    if (found.getStatus() == TestAssertion.Status.FAILED) {
                        broken.add(arguments[i] + ": " + found.getRuleId().getClause() + " " + found.getMessage());
                    }
                }
            }
            System.out.println("judged " + arguments[i]);
        }
        broken.forEach(System.out::println);
        System.exit(broken.isEmpty() ? 0 : 1);
    }
}
