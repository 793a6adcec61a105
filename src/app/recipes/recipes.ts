import detectron2 from './detectron2.py?raw';
import mmdetection from './mmdetection.py?raw';
import torchvision from './torchvision.py?raw';

/** How to export raw heads, by framework: a whole program each. */
export const recipes = { torchvision, detectron2, mmdetection } as const;

export type RecipeName = keyof typeof recipes;

export const recipeNames = Object.keys(recipes) as readonly RecipeName[];
