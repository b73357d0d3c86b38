/** `npm run org -- export|import|reset …`: keeps, copies and takes back the local org of `.data` (see the usage it prints). */
import '../local-org/src/cli/main.ts';
