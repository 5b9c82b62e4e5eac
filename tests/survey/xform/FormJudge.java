// What JavaRosa, the engine inside ODK Collect, thinks of filled-in forms: the oracle of our own engine.
// java -cp ODK_Validate.jar FormJudge.java FORM.xml < names of instances, one a line. For each one line
//   VERDICT <tab> ADDRESS <tab> the answers it ends up with, as ADDRESS=VALUE, those not relevant left out
// with VERDICT one of VALID, REQUIRED, CONSTRAINT, or ERROR with its message in place of the address.
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Scanner;
import org.javarosa.core.model.CoreModelModule;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.ValidateOutcome;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.services.PrototypeManager;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.parse.XFormParser;
import org.javarosa.xform.util.XFormUtils;

public class FormJudge {
    public static void main(String[] args) throws Exception {
        new XFormsModule().registerModule();
        PrototypeManager.registerPrototypes(JavaRosaCoreModule.classNames);
        PrototypeManager.registerPrototypes(CoreModelModule.classNames);
        FormDef form = XFormUtils.getFormFromFormXml(args[0], null);
        TreeElement blank = form.getInstance().getRoot().deepCopy(true);
        Scanner names = new Scanner(System.in);
        while (names.hasNextLine()) {
            System.out.println(judged(form, blank, names.nextLine()));
        }
    }

    static String judged(FormDef form, TreeElement blank, String instanceName) {
        try {
            TreeElement saved = XFormParser.restoreDataModel(Files.readAllBytes(Path.of(instanceName)), null).getRoot();
            TreeElement root = blank.deepCopy(true);
            root.populate(saved, form);
            form.getInstance().setRoot(root);
            form.initialize(false, new InstanceInitializationFactory());
            StringBuilder answers = new StringBuilder();
            write(form.getInstance().getRoot(), answers);
            ValidateOutcome outcome = form.validate(true);
            if (outcome == null || outcome.outcome == FormEntryController.ANSWER_OK) {
                return "VALID\t\t" + answers;
            }
            boolean required = outcome.outcome == FormEntryController.ANSWER_REQUIRED_BUT_EMPTY;
            return (required ? "REQUIRED" : "CONSTRAINT") + "\t" + address(outcome.failedPrompt.getReference(), form) + "\t" + answers;
        } catch (Throwable problem) {
            return "ERROR\t" + (problem.getClass().getSimpleName() + " " + problem.getMessage()).replaceAll("\\s+", " ") + "\t";
        }
    }

    static void write(TreeElement element, StringBuilder out) {
        if (!element.isRelevant() || element.getMult() == TreeReference.INDEX_TEMPLATE) {
            return;
        }
        if (element.getNumChildren() == 0 && element.getValue() != null) {
            out.append(address(element)).append('=').append(element.getValue().uncast().getString().replaceAll("\\s+", " ")).append('\u001f');
        }
        for (int i = 0; i < element.getNumChildren(); i++) {
            write(element.getChildAt(i), out);
        }
    }

    static String address(TreeElement element) {
        String own = "/" + element.getName() + (element.isRepeatable() ? "[" + (element.getMult() + 1) + "]" : "");
        TreeElement above = (TreeElement) element.getParent();
        return above == null || above.getName() == null ? own : address(above) + own;
    }

    static String address(TreeReference place, FormDef form) {
        return address(form.getInstance().resolveReference(place));
    }
}
